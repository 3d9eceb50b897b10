package io.bulwark.proxy.demo;

import java.util.List;

/**
 * One thing that the demo tries: requests sent one after another over one connection, and what the last one should meet.
 *
 * @param expectedStatus the status of the last answer; all before it must be 200
 * @param expectedRule how the rule in the refusal must begin; empty where the request should pass
 */
public record Scene(String title, List<byte[]> requests, int expectedStatus, String expectedRule) {
    public Scene {
        requests = List.copyOf(requests);
    }

    public boolean shouldPass() {
        return expectedRule.isEmpty();
    }
}
