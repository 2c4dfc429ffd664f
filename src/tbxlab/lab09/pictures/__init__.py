"""Lab 09's and its chapter's figures and dashboards."""
