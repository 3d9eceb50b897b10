/** The custom resources as Kubernetes knows them, made of the forms that the proxy reads. Pure. */
@NullMarked
package io.bulwark.injector.crd;

import org.jspecify.annotations.NullMarked;
