"""What a parcel costs to send."""
