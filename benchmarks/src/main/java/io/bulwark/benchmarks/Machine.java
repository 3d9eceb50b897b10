package io.bulwark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The lines that say when and on what something was measured. */
public final class Machine {
    private static final String MODEL = "model name";

    private Machine() {}

    /** Date, processor and virtual machine. */
    public static String describe() throws IOException {
        var cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith(MODEL))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown CPU");
        return "- date: " + LocalDate.now(Clock.system(ZoneOffset.UTC)) + "\n"
                + "- machine: " + Runtime.getRuntime().availableProcessors() + " x " + cpu + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("java.vm.vendor") + " JDK " + Runtime.version() + "\n";
    }

    /** The line that says how busy the machine was before anything was measured. */
    public static String load() throws IOException {
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        return "- load average before the run (1 minute): " + load + "\n";
    }
}
