"""Lab 02's and its chapter's figures and dashboards."""
