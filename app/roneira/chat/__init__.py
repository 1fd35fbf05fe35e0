"""Chat: questions about the uploaded documents, answered in their own words."""
