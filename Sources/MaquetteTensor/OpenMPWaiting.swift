import CDNNL
import Foundation

/// Keeps OpenMP's threads from burning the processor while they wait.
///
/// GNU's OpenMP lets threads that have run out of work spin for milliseconds. Where other programs want
/// the processor as well, the thread that everyone waits for is then the one that does not get it, and
/// small operators take a hundred times as long. The runtime spins only briefly when it has more
/// threads than there are processors, so a second team of threads, asleep for ever, makes it considerate.
/// (`OMP_WAIT_POLICY=passive` would do as well, but only from before the process has started.)
enum OpenMPWaiting {
    /// Evaluated once, whenever it is first needed.
    static let isShort: Bool = {
        let thread = Thread {
            GOMP_parallel({ _ in }, nil, UInt32(omp_get_num_procs() + 1), 0)
            while true { pause() }
        }
        thread.stackSize = 64 << 10
        thread.name = "OpenMP waiting"
        thread.start()
        return true
    }()
}
