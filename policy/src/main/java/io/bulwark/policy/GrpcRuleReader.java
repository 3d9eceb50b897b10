package io.bulwark.policy;

import io.bulwark.policy.descriptor.ProtoNames;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Reads the entries of a rule that are about gRPC. */
final class GrpcRuleReader {

    private GrpcRuleReader() {}

    static GrpcOperation read(Fields fields) {
        var service = fields.node("service")
                .flatMap(node -> fields.text(
                        node,
                        fields.at("service"),
                        GrpcOperation::isService,
                        "a service's full name of 1.." + GrpcOperation.MAX_SERVICE
                                + " characters, such as orders.v1.Orders"));
        NavigableSet<String> methods = new TreeSet<>();
        var nodes = fields.list("methods", 1, GrpcOperation.MAX_METHODS);
        for (int i = 0; i < nodes.size(); i++) {
            fields.text(
                            nodes.get(i),
                            fields.at("methods") + "[" + i + "]",
                            ProtoNames::isSimple,
                            "a method's name of 1.." + ProtoNames.MAX_SIMPLE
                                    + " letters, digits and \"_\", such as Place")
                    .ifPresent(methods::add);
        }
        if (fields.node("service").isEmpty() && fields.node("methods").isPresent()) {
            fields.problems().error(fields.line(), fields.at("methods"), "must come with a service");
        }
        fields.end();
        return service.isEmpty() ? new GrpcOperation("", new TreeSet<>()) : new GrpcOperation(service.get(), methods);
    }
}
