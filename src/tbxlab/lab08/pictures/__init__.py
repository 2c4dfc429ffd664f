"""Lab 08's and its chapter's figures and dashboards."""
