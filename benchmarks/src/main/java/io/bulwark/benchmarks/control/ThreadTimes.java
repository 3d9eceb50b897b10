package io.bulwark.benchmarks.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The processor time of the threads of this process, those of the virtual machine too, as the kernel counts.
 *
 * @param millis by the names of threads; those of one name are added up
 */
record ThreadTimes(NavigableMap<String, Long> millis) {
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int MILLIS_A_TICK = 10;

    static ThreadTimes now() throws IOException {
        var all = new TreeMap<String, Long>();
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (var task : tasks.toList()) {
                try {
                    var stat = Files.readString(task.resolve("stat"));
                    int end = stat.lastIndexOf(')');
                    var numbers = stat.substring(end + 2).split(" ", -1);
                    long ticks = Long.parseLong(numbers[USER]) + Long.parseLong(numbers[SYSTEM]);
                    all.merge(stat.substring(stat.indexOf('(') + 1, end), ticks * MILLIS_A_TICK, Long::sum);
                } catch (NoSuchFileException _) {
                    // The thread has ended meanwhile.
                }
            }
        }
        return new ThreadTimes(all);
    }

    /** What each has taken since then, where that is anything. */
    Map<String, Long> since(ThreadTimes then) {
        var taken = new TreeMap<String, Long>();
        millis.forEach((name, now) -> {
            long more = now - then.millis.getOrDefault(name, 0L);
            if (more > 0) {
                taken.put(name, more);
            }
        });
        return taken;
    }
}
