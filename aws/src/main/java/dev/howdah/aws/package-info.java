/** Credentials in AWS Secrets Manager. The AWS SDK stops here. */
@NullMarked
package dev.howdah.aws;

import org.jspecify.annotations.NullMarked;
