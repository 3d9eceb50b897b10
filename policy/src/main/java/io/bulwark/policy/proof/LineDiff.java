package io.bulwark.policy.proof;

import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ. */
public final class LineDiff {

    /* The longest common subsequence by the plain table, once the lines are taken away that both begin and end with. The
     * table is bounded: beyond it, all that is left counts as changed, which is true and only longer. */

    private static final int MAX_CELLS = 4_000_000;
    private static final int CONTEXT = 3;

    private LineDiff() {}

    /** Every line of both, with a blank before those that both have, a minus before the first's and a plus before the second's. */
    static List<String> between(List<String> before, List<String> after) {
        int start = 0;
        while (start < before.size()
                && start < after.size()
                && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < before.size() - start
                && end < after.size() - start
                && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        List<String> lines = new ArrayList<>();
        before.subList(0, start).forEach(line -> lines.add(" " + line));
        middle(before.subList(start, before.size() - end), after.subList(start, after.size() - end), lines);
        before.subList(before.size() - end, before.size()).forEach(line -> lines.add(" " + line));
        return lines;
    }

    private static void middle(List<String> before, List<String> after, List<String> lines) {
        if ((long) before.size() * after.size() > MAX_CELLS) {
            before.forEach(line -> lines.add("-" + line));
            after.forEach(line -> lines.add("+" + line));
            return;
        }
        var common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(" " + before.get(i++));
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add("-" + before.get(i++));
            } else {
                lines.add("+" + after.get(j++));
            }
        }
    }

    /** A unified diff that {@code patch} and {@code git apply} take; empty when the texts are the same. */
    public static String unified(String name, String before, String after) {
        var lines = between(before.lines().toList(), after.lines().toList());
        var out = new StringBuilder();
        int old = 1;
        int now = 1;
        int at = 0;
        while (at < lines.size()) {
            if (lines.get(at).charAt(0) == ' ') {
                at++;
                old++;
                now++;
                continue;
            }
            int from = hunkStart(lines, at);
            int lead = at - from;
            int to = hunkEnd(lines, at);
            var hunk = lines.subList(from, to);
            int oldLines =
                    (int) hunk.stream().filter(line -> line.charAt(0) != '+').count();
            int newLines =
                    (int) hunk.stream().filter(line -> line.charAt(0) != '-').count();
            out.append("@@ -%d,%d +%d,%d @@\n"
                    .formatted(first(old - lead, oldLines), oldLines, first(now - lead, newLines), newLines));
            hunk.forEach(line -> out.append(line).append('\n'));
            old += oldLines - lead;
            now += newLines - lead;
            at = to;
        }
        return out.isEmpty() ? "" : "--- a/" + name + "\n+++ b/" + name + "\n" + out;
    }

    /** A hunk without lines on one side names the line before it. */
    private static int first(int line, int count) {
        return count == 0 ? line - 1 : line;
    }

    private static int hunkStart(List<String> lines, int at) {
        int from = at;
        while (from > 0 && at - from < CONTEXT && lines.get(from - 1).charAt(0) == ' ') {
            from--;
        }
        return from;
    }

    /** One past the hunk: changes that are close to each other are one hunk. */
    private static int hunkEnd(List<String> lines, int at) {
        int end = at;
        int quiet = 0;
        int to = at;
        while (end < lines.size() && quiet <= 2 * CONTEXT) {
            quiet = lines.get(end).charAt(0) == ' ' ? quiet + 1 : 0;
            end++;
            to = quiet == 0 ? end : to;
        }
        return Math.min(lines.size(), to + CONTEXT);
    }
}
