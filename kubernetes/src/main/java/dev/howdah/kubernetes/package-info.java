/** Credentials in Secrets of Kubernetes clusters. fabric8's client stops here. */
@NullMarked
package dev.howdah.kubernetes;

import org.jspecify.annotations.NullMarked;
