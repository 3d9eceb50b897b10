package io.bulwark.proxy.admin;

import java.util.List;
import java.util.Map;

/**
 * A request to an admin page, already within bounds.
 *
 * @param parameters the decoded query
 * @param local whether it came in over the loopback interface
 */
record Ask(String method, String path, Map<String, List<String>> parameters, boolean local) {}
