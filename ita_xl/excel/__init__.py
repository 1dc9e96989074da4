"""What stands behind Excel: sheets that are made anew without losing what was typed in them."""
