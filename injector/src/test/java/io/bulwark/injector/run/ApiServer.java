package io.bulwark.injector.run;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The library's API server, mended in two things in which a real one is different. On the server's event loop. */
class ApiServer extends KubernetesMixedDispatcher {
    private static final String STATUS = "/status";

    ApiServer(Map<ServerRequest, Queue<ServerResponse>> responses) {
        super(responses);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        if (request.method() == HttpMethod.PUT && request.getPath().endsWith(STATUS) && isStale(request)) {
            return refusal(
                    HttpURLConnection.HTTP_CONFLICT,
                    "Conflict",
                    request.getPath() + " cannot be fulfilled: the object has been modified");
        }
        var response = super.dispatch(request);
        var watch = response.getWebSocketListener();
        return watch == null ? response : response.withWebSocketUpgrade(new Watch(watch));
    }

    static MockResponse refusal(int code, String reason, String message) {
        var status = new StatusBuilder()
                .withStatus("Failure")
                .withReason(reason)
                .withCode(code)
                .withMessage(message)
                .build();
        return new MockResponse().setResponseCode(code).setBody(Serialization.asJson(status));
    }

    /** The library compares versions when an object is put, but not when a status is. */
    private boolean isStale(RecordedRequest request) {
        var path = request.getPath().substring(0, request.getPath().length() - STATUS.length());
        var current = super.dispatch(new RecordedRequest(
                request.getHttpVersion(), HttpMethod.GET, path, request.getHeaders(), new Buffer(new byte[0])));
        if (current.code() != HttpURLConnection.HTTP_OK) {
            return false;
        }
        var put = version(request.getBody());
        return !put.isEmpty() && !put.equals(version(current.getBody()));
    }

    /** A body can be read as a text only once, and the library is to do that. */
    private static String version(Buffer body) {
        var object = new String(body.getBytes(), StandardCharsets.UTF_8);
        var version = Serialization.unmarshal(object, GenericKubernetesResource.class)
                .getMetadata()
                .getResourceVersion();
        return version == null ? "" : version;
    }

    /**
     * A watch that can end while its events are written. The library's waits on the event loop, when it is closed, for a thread that writes
     * an event, which waits for the event loop: for half a minute an event, nobody would be answered.
     */
    private static final class Watch extends WebSocketListener {
        private final WebSocketListener events;
        private final ExecutorService writer =
                Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

        Watch(WebSocketListener events) {
            this.events = events;
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            events.onOpen(new Written(socket, writer), response);
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            events.onClosing(socket, code, reason);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            events.onClosed(socket, code, reason);
            writer.shutdown();
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, Response response) {
            events.onFailure(socket, failure, response);
            writer.shutdown();
        }
    }

    /** Nobody waits for what is sent, in its order. */
    private record Written(WebSocket socket, ExecutorService writer) implements WebSocket {
        @Override
        public RecordedRequest request() {
            return socket.request();
        }

        @Override
        public boolean send(String text) {
            writer.execute(() -> socket.send(text));
            return true;
        }

        @Override
        public boolean send(byte[] bytes) {
            writer.execute(() -> socket.send(bytes));
            return true;
        }

        @Override
        public boolean close(int code, String reason) {
            writer.execute(() -> socket.close(code, reason));
            return true;
        }
    }
}
