"""The plain way to apply a confirmation workbook: pandas with openpyxl, and a loop with one UPDATE a row."""

import sqlite3
import sys

import pandas as pd


def apply(workbook: str, store: str) -> None:
    """Reads the workbook and updates the table, in one transaction; checks nothing."""
    frame = pd.read_excel(workbook, sheet_name="ShippingConfirmation", dtype=str)
    connection = sqlite3.connect(store)
    for _, row in frame.iterrows():
        connection.execute(
            "UPDATE orders SET quantity_shipped = ?, ship_date = ?, carrier_code = ?, tracking_number = ?, "
            "ship_method = ? WHERE order_item_id = ?",
            (
                int(row["quantity"]),
                row["ship-date"],
                row["carrier-code"],
                row["tracking-number"],
                row["ship-method"],
                row["order-item-id"],
            ),
        )
    connection.commit()
    connection.close()


if __name__ == "__main__":
    apply(sys.argv[1], sys.argv[2])
