"""What published geometry can settle of claims made at the table. All that it computes with is in `catalogue.yaml`."""
