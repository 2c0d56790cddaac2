/**
 * The REST door: one table of routes that serves requests and describes itself as OpenAPI. It knows HTTP and nothing of
 * databases; everything is asked of {@link dev.howdah.control.ControlPlane}.
 */
@NullMarked
package dev.howdah.server.rest;

import org.jspecify.annotations.NullMarked;
