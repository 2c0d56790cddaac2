/** Texts for other programs to read: quoting for each syntax, and templates. Pure, and knows nothing of orders. */
@NullMarked
package dev.howdah.text;

import org.jspecify.annotations.NullMarked;
