/** Real gRPC clients and servers before the real proxy: each scenario runs with and without Bulwark between the two. */
@NullMarked
package io.bulwark.proxy.grpc;

import org.jspecify.annotations.NullMarked;
