package dev.howdah.resource.yaml;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes maps, lists, texts, numbers and booleans as block YAML that {@link YamlReader} reads back as they were. */
public final class YamlWriter {

    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setDereferenceAliases(true)
            .setSplitLines(false)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setMaxSimpleKeyLength(1024)
            .build();

    private YamlWriter() {}

    /** One document, without {@code ---}, ending in a line break. */
    public static String write(Object plain) {
        return new Dump(SETTINGS, new Careful()).dumpToString(plain);
    }

    /** YAML 1.1, which many programs read, takes these for line breaks, and 1.2 for letters: escaped they are the same. */
    private static final class Careful extends StandardRepresenter {

        private Careful() {
            super(SETTINGS);
        }

        @Override
        protected Node representScalar(Tag tag, String value, ScalarStyle style) {
            boolean breaks = value.chars().anyMatch(c -> c == 0x85 || c == 0x2028 || c == 0x2029);
            return super.representScalar(tag, value, breaks ? ScalarStyle.DOUBLE_QUOTED : style);
        }
    }
}
