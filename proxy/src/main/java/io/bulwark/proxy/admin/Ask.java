package io.bulwark.proxy.admin;

import java.util.List;
import java.util.Map;

/**
 * A request to an admin page, already within bounds.
 *
 * @param parameters the decoded query
 * @param local whether it came in over the loopback interface
 * @param body what it brought, as UTF-8; empty for most pages
 */
record Ask(String method, String path, Map<String, List<String>> parameters, boolean local, String body) {
    Ask(String method, String path, Map<String, List<String>> parameters, boolean local) {
        this(method, path, parameters, local, "");
    }
}
