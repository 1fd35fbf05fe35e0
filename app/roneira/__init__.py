"""Roneira: upload documents, ask questions, get answers with citations."""

__version__ = "1.0.0"
