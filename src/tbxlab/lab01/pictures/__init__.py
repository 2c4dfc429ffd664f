"""Lab 01's and its chapter's figures and dashboards."""
