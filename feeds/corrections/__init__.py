"""Makes the workbook for the user who uploaded a file with faults: the refused rows, ready to correct."""
