"""Lab 04's and its chapter's figures and dashboards."""
