"""Lab 10's and its chapter's figures and dashboards."""
