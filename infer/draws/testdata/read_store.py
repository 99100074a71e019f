"""Opens a store with ArviZ 1 and prints, as JSON, what it finds in every group.

python read_store.py STORE
"""

import json
import sys

import arviz

store = arviz.from_zarr(sys.argv[1])
found = {}
for name, group in store.children.items():
    found[name] = {
        variable: {"dims": list(v.dims), "dtype": str(v.dtype), "values": v.values.ravel().tolist()}
        for variable, v in group.to_dataset().variables.items()
    }
json.dump(found, sys.stdout)
