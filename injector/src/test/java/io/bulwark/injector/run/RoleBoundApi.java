package io.bulwark.injector.run;

import io.bulwark.injector.access.Right;
import io.bulwark.injector.access.Rights;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Answers requests of the tests' own client, and of others as far as the control plane's roles allow them. */
final class RoleBoundApi extends ApiServer {
    /** What the tests' own client says in {@code Authorization}. */
    static final String ADMIN = "admin";

    private static final String NAME_SELECTOR = "metadata.name=";

    private final String ownNamespace;
    private final Set<String> forbidden = new ConcurrentSkipListSet<>();

    /** A request as authorization sees it; what it does not name is empty. */
    record Asked(String verb, String group, String namespace, String resource, String name) {
        static Asked of(String method, String target) {
            var query = target.indexOf('?') < 0 ? "" : target.substring(target.indexOf('?') + 1);
            var path = new ArrayList<>(
                    Arrays.asList(target.replaceFirst("\\?.*", "").substring(1).split("/", -1)));
            var group = path.removeFirst().equals("apis") ? path.removeFirst() : "";
            path.removeFirst();
            var namespace = "";
            if (path.size() > 2 && path.getFirst().equals("namespaces")) {
                path.removeFirst();
                namespace = path.removeFirst();
            }
            var resource = path.getFirst() + (path.size() > 2 ? "/" + path.get(2) : "");
            var named = path.size() > 1;
            var name = named ? path.get(1) : selected(query);
            var verb = switch (method) {
                case "GET" -> named ? "get" : query.contains("watch=true") ? "watch" : "list";
                case "POST" -> "create";
                case "PUT" -> "update";
                case "DELETE" -> named ? "delete" : "deletecollection";
                default -> "patch";
            };
            return new Asked(verb, group, namespace, resource, name);
        }

        /** A selector of one name counts as that name. */
        private static String selected(String query) {
            for (var each : query.split("&", -1)) {
                var pair = URLDecoder.decode(each, StandardCharsets.UTF_8);
                if (pair.startsWith("fieldSelector=" + NAME_SELECTOR)) {
                    return pair.substring(pair.indexOf(NAME_SELECTOR) + NAME_SELECTOR.length());
                }
            }
            return "";
        }

        boolean isAllowedBy(Right right, String ownNamespace) {
            return (right.scope() == Right.Scope.CLUSTER || namespace.equals(ownNamespace))
                    && right.group().equals(group)
                    && right.resource().equals(resource)
                    && right.verbs().contains(verb)
                    && (right.name().isEmpty() || right.name().equals(name));
        }
    }

    RoleBoundApi(Map<ServerRequest, Queue<ServerResponse>> responses, String ownNamespace) {
        super(responses);
        this.ownNamespace = ownNamespace;
    }

    /** What was asked for and is in no role. */
    List<String> forbidden() {
        return List.copyOf(forbidden);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        var asked = Asked.of(request.getMethod(), request.getPath());
        var allowed = ("Bearer " + ADMIN).equals(request.getHeader("Authorization"))
                || Rights.all().stream().anyMatch(right -> asked.isAllowedBy(right, ownNamespace));
        if (allowed) {
            return super.dispatch(request);
        }
        forbidden.add(asked.toString());
        return refusal(HttpURLConnection.HTTP_FORBIDDEN, "Forbidden", asked + " is forbidden");
    }
}
