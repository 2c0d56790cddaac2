/** The whole control plane, from REST to PostgreSQL and back, in good times and in bad. */
package dev.howdah.server.system;
