"""Times nibabel on one file: python3 nibabel_peer.py FILE prints a JSON line."""
import json
import resource
import statistics
import sys
import time

import nibabel
import numpy


def read():
    return numpy.array(nibabel.load(sys.argv[1]).dataobj)


def peak():
    """Megabytes; ru_maxrss begins with that of the process that started this one."""
    try:
        with open('/proc/self/status') as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmHWM')) / 1000
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


before = peak()
read()
grown = peak() - before
read()
seconds = []
for _ in range(5):
    start = time.perf_counter()
    read()
    seconds.append(time.perf_counter() - start)
timing = {'best': min(seconds), 'median': statistics.median(seconds), 'n': len(seconds)}
print(json.dumps({'timing': timing, 'peakMb': grown}))
