package io.bulwark.proxy.telemetry;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** The meters of the Java virtual machine and of the process, read from the platform at each scrape. */
public final class ProcessMeters {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMeters() {}

    public static void register(Meters meters) {
        var memory = ManagementFactory.getMemoryMXBean();
        memory(meters, "heap", memory::getHeapMemoryUsage);
        memory(meters, "nonheap", memory::getNonHeapMemoryUsage);
        for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            meters.gauge(ProxyMeters.JVM_BUFFERS, pool::getMemoryUsed, pool.getName());
        }
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            meters.counterFrom(ProxyMeters.JVM_GC, collector::getCollectionCount, collector.getName());
            meters.counterFrom(
                    ProxyMeters.JVM_GC_TIME,
                    () -> Duration.ofMillis(collector.getCollectionTime()).toNanos(),
                    collector.getName());
        }
        var threads = ManagementFactory.getThreadMXBean();
        meters.gauge(ProxyMeters.JVM_THREADS, threads::getThreadCount);
        var started = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getStartTime());
        meters.gauge(ProxyMeters.PROCESS_START, started::toNanos);
        meters.counterFrom(ProxyMeters.PROCESS_CPU, ProcessMeters::cpuNanos);
        meters.gauge(ProxyMeters.PROCESS_RESIDENT, ProcessMeters::residentBytes);
    }

    private static void memory(Meters meters, String area, Supplier<MemoryUsage> usage) {
        meters.gauge(ProxyMeters.JVM_MEMORY_USED, () -> usage.get().getUsed(), area);
        meters.gauge(ProxyMeters.JVM_MEMORY_COMMITTED, () -> usage.get().getCommitted(), area);
        meters.gauge(ProxyMeters.JVM_MEMORY_MAX, () -> usage.get().getMax(), area);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    /** What the kernel says in its {@code VmRSS} line, or 0 where there is none. */
    private static long residentBytes() {
        try (var lines = Files.lines(STATUS, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
