"""Lab 05's and its chapter's figures and dashboards."""
