package dev.howdah.cli;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script that completes commands, options and names of databases.",
            "  bash: source <(howdah completion bash)",
            "  zsh:  source <(howdah completion zsh)"
        })
final class Completion implements Callable<Integer> {

    enum Shell {
        bash,
        zsh
    }

    /** Where a database's name is due, the control plane is asked; what it says is kept for ten seconds. */
    private static final String NAMES = """

            # Names of databases, asked of the control plane and kept for ten seconds.
            _howdah_databases() {
              local now=${EPOCHSECONDS:-$(date +%s)}
              if [ $((now - ${_howdah_asked:-0})) -gt 10 ]; then
                _howdah_known=$("${COMP_WORDS[0]}" get databases -o name 2>/dev/null)
                _howdah_asked=$now
              fi
              COMPREPLY=( ${COMPREPLY[@]+"${COMPREPLY[@]}"} $(compgen -W "${_howdah_known}" -- "${COMP_WORDS[COMP_CWORD]}") )
            }

            _howdah_with_names() {
              COMPREPLY=()
              _complete_howdah
              local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
              case ${word} in -*) return ;; esac
              case "${COMP_CWORD}:${COMP_WORDS[1]}:${before}" in
                2:credentials:*|2:psql:*|2:check:*) _howdah_databases ;;
                3:describe:d*|3:get:d*|3:delete:d*|3:undelete:d*|2:undelete:*) _howdah_databases ;;
              esac
            }
            complete -F _howdah_with_names -o default howdah
            """;

    private final Console console;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    Shell shell = Shell.bash;

    Completion(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (shell == Shell.zsh) {
            console.out().println("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit");
        }
        console.out().print(AutoComplete.bash("howdah", Verbs.all(console)));
        console.out().print(NAMES);
        return Exit.DONE;
    }
}
