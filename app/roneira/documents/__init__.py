"""Documents: from an uploaded file to passages that can be searched."""
