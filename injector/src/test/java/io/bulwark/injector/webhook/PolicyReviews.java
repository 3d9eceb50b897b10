package io.bulwark.injector.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reviews of documents as an API server sends them. */
final class PolicyReviews {

    private PolicyReviews() {}

    static byte[] of(Path file, String operation) throws IOException {
        var review = YAMLMapper.shared().createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        var request = review.putObject("request");
        request.put("uid", "0f5a").put("operation", operation);
        var object = (ObjectNode) YAMLMapper.shared().readTree(Files.readString(file));
        var metadata = (ObjectNode) object.path("metadata");
        metadata.put("uid", "7c21").put("generation", 3).putObject("labels").put("team", "shop");
        object.putObject("status").put("rules", 1);
        request.set("object", object);
        return review.toString().getBytes(StandardCharsets.UTF_8);
    }
}
