package io.bulwark.benchmarks.control;

import io.bulwark.benchmarks.ControlPlaneJvm;
import io.bulwark.benchmarks.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a control plane twice, each time in a process with the flags of its image, and writes the page of results. */
final class ControlReport {
    /** The modes of the clusters' allowlists; one column each. */
    private static final List<String> MODES = List.of("Enforce", "Learn");

    private ControlReport() {}

    /** Arguments: the page, how many Pods and services, how many seconds of rest. */
    public static void main(String[] arguments) throws Exception {
        var page = Path.of(arguments[0]);
        var load = Machine.load();
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (var mode : MODES) {
            for (var row : run(mode, arguments)) {
                var parts = row.split("\t", -1);
                rows.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
            }
        }
        var text = page(load, rows, arguments);
        Files.writeString(page, text);
        System.out.println(text);
    }

    private static List<String> run(String mode, String[] arguments) throws IOException, InterruptedException {
        var process = ControlPlaneJvm.of(
                        List.of(), ControlRun.class, List.of(arguments[1], arguments[2], mode, arguments[3]))
                .start();
        List<String> rows = new ArrayList<>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(ControlRun.ROW)) {
                    rows.add(line.substring(ControlRun.ROW.length()));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("the run ended with " + process.exitValue());
        }
        return rows;
    }

    private static String page(String load, Map<String, List<String>> rows, String[] arguments) throws IOException {
        var page = new StringBuilder("# A control plane and many proxies\n\n")
                .append(Machine.describe())
                .append(load)
                .append("- made by: `./bulwark bench control --pods ")
                .append(arguments[1])
                .append(" --services ")
                .append(arguments[2])
                .append(" --seconds ")
                .append(arguments[3])
                .append("`\n\nWhat each row is and how it is measured: [README](../README.md).\n\n| |");
        MODES.forEach(mode -> page.append(" allowlists in `").append(mode).append("` |"));
        page.append("\n|---|---|---|\n");
        rows.forEach((name, values) -> page.append("| ")
                .append(name)
                .append(" | ")
                .append(String.join(" | ", values))
                .append(" |\n"));
        return page.toString();
    }
}
