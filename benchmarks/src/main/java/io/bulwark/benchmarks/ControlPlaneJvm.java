package io.bulwark.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with the flags that the image of the control plane gives its virtual machine under a limit of 512 MiB. */
public final class ControlPlaneJvm {
    private static final List<String> FLAGS = List.of(
            "-Xmx345m",
            "-XX:MaxDirectMemorySize=39m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:ReservedCodeCacheSize=48m",
            "-Xss512k",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.noUnsafe=false",
            "-Dslf4j.internal.verbosity=ERROR");

    private ControlPlaneJvm() {}

    /** The process that runs a class of the benchmarks; what it says of errors is shown. */
    public static ProcessBuilder of(List<String> before, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "32000");
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder;
    }
}
