"""The documents as data and as pages: catalogue, records, page kit and one module per printed form."""
