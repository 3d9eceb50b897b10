package io.bulwark.policy.descriptor;

/**
 * A method of a service.
 *
 * @param path what its calls ask for, such as {@code /orders.v1.Orders/Place}
 * @param request the full name of the message that it takes
 * @param response the full name of the message that it gives
 */
public record ProtoMethod(String path, String request, String response) {}
