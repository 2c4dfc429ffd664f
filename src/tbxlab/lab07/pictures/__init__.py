"""Lab 07's and its chapter's figures and dashboards."""
