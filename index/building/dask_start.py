"""What the workers of a cluster of this machine load first: Ctrl-C is answered by the build, which then ends them."""

import signal
import threading

if threading.current_thread() is threading.main_thread():  # else it is the build itself, of which Dask keeps a part
    signal.signal(signal.SIGINT, signal.SIG_IGN)
