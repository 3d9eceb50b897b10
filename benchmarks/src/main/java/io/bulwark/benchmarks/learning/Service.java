package io.bulwark.benchmarks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A made-up service: what it knows, who calls it, and traffic of both sorts. */
final class Service {
    private final String name;
    private final int port;
    private final List<Template> templates;
    private final double[] upTo;

    Service(String name, int port, List<Template> templates) {
        this.name = name;
        this.port = port;
        this.templates = List.copyOf(templates);
        upTo = new double[templates.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += templates.get(i).weight();
            upTo[i] = sum;
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    List<Template> templates() {
        return templates;
    }

    /** How many rules say what the service allows, if those with the same peers and resource are one. */
    long trueRules() {
        return templates.stream()
                .map(template -> template.shape() + new java.util.TreeSet<>(template.peers()))
                .distinct()
                .count();
    }

    /** How many resources it has. */
    long trueResources() {
        return templates.stream().map(Template::shape).distinct().count();
    }

    Template pick(RandomGenerator chance, double progress) {
        while (true) {
            double at = chance.nextDouble() * upTo[upTo.length - 1];
            int i = 0;
            while (upTo[i] < at) {
                i++;
            }
            if (templates.get(i).since() <= progress) {
                return templates.get(i);
            }
        }
    }

    /** A call that is meant to be. */
    Call legitimate(RandomGenerator chance, double progress) {
        return legitimate(pick(chance, progress), chance, progress);
    }

    Call legitimate(Template template, RandomGenerator chance, double progress) {
        int peer = (int) (template.peers().size() * chance.nextDouble() * chance.nextDouble());
        return new Call(
                template.peers().get(peer),
                port,
                template.protocol(),
                template.method(),
                template.resource(chance, progress),
                parameters(template.parameters(), chance, progress),
                parameters(template.contents(), chance, progress),
                chance.nextInt(50) > 0);
    }

    private static String parameters(Map<String, Maker> parameters, RandomGenerator chance, double progress) {
        var text = new ArrayList<String>();
        parameters.forEach((name, maker) -> {
            if (chance.nextInt(3) > 0) {
                for (int i = name.contains("[]") ? chance.nextInt(1, 6) : 1; i > 0; i--) {
                    text.add(name + "=" + maker.make(chance, progress));
                }
            }
        });
        return String.join("&", text);
    }

    /** Whether some template has the path, whatever the method. */
    boolean knows(String protocol, String path) {
        return templates.stream().anyMatch(template -> template.protocol().equals(protocol) && template.hasPath(path));
    }

    boolean knows(String protocol, String method, String path) {
        return templates.stream()
                .anyMatch(template -> template.protocol().equals(protocol)
                        && template.method().equals(method)
                        && template.hasPath(path));
    }

    /** Whether a peer may make a call like this one, by whatever template. */
    boolean knowsBy(String peer, Call call) {
        return templates.stream()
                .anyMatch(template -> template.protocol().equals(call.protocol())
                        && template.peers().contains(peer)
                        && template.hasPath(call.path()));
    }
}
