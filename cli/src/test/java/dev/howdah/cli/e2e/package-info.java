/** The product as its users meet it: the launcher, a clean home, nothing but the command line. */
@NullMarked
package dev.howdah.cli.e2e;

import org.jspecify.annotations.NullMarked;
