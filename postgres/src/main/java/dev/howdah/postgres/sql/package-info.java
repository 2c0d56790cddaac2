/**
 * Looks at and changes what PostgreSQL holds of an order: databases, roles, grants, extensions. Written once, for every
 * provider, and for both sorts of platform login.
 */
@NullMarked
package dev.howdah.postgres.sql;

import org.jspecify.annotations.NullMarked;
