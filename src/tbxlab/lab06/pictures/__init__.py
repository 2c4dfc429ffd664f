"""Lab 06's and its chapter's figures and dashboards."""
