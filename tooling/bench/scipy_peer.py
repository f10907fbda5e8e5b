"""scipy's side of the label cases in one thread: `python3 scipy_peer.py FOLDER CASES_JSON` prints a JSON line a figure, as labelPeer.ts."""

import json
import sys

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi

from measure import measure

images = [nib.load(f"{sys.argv[1]}/{side}.nii.gz") for side in ("pred", "ref")]
pred, ref = (np.ascontiguousarray(np.asarray(image.dataobj) > 0) for image in images)
spacing = [float(size) for size in images[1].header.get_zooms()[:3]]


def hd95():
    shells = [mask & ~ndi.binary_erosion(mask) for mask in (pred, ref)]
    to_ref = ndi.distance_transform_edt(~shells[1], sampling=spacing)[shells[0]]
    to_pred = ndi.distance_transform_edt(~shells[0], sampling=spacing)[shells[1]]
    return max(np.percentile(to_ref, 95), np.percentile(to_pred, 95))


def distances(outside=~ref, out=np.zeros(ref.shape)):
    ndi.distance_transform_edt(outside, sampling=spacing, distances=out)
    return out[0, 0, 0]


def components(out=np.zeros(ref.shape, np.int32)):
    return ndi.label(ref, output=out)


runs = {"distances": distances, "hd95": hd95, "components": components}
for case in json.loads(sys.argv[2]):
    run = runs[case["work"]]
    value = float(run())
    print(json.dumps({"peer": "scipy", "name": case["name"], "pass": "whole", "timing": measure(run), "value": value}), flush=True)
