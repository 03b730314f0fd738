package dev.weir.cli;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Refusal;
import dev.weir.cli.create.CreateDeployment;
import dev.weir.cli.create.CreateLoginSecret;
import dev.weir.cli.create.CreateNamespace;
import dev.weir.cli.create.CreateSecret;
import dev.weir.cli.create.CreateStream;
import dev.weir.cli.create.CreateStreamTag;
import dev.weir.cli.image.Append;
import dev.weir.cli.image.ImportImage;
import dev.weir.cli.image.SetTriggers;
import dev.weir.cli.image.Tag;
import dev.weir.cli.object.ApiResources;
import dev.weir.cli.object.Apply;
import dev.weir.cli.object.Create;
import dev.weir.cli.object.Delete;
import dev.weir.cli.object.Describe;
import dev.weir.cli.object.Get;
import dev.weir.cli.object.Mark;
import dev.weir.cli.object.Patch;
import dev.weir.cli.object.Replace;
import dev.weir.cli.project.NewProject;
import dev.weir.cli.project.Project;
import dev.weir.cli.project.Projects;
import dev.weir.cli.project.Version;
import dev.weir.cli.project.Whoami;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The client commands of {@code weir}. */
public final class Cli {
  private Cli() {}

  /**
   * Runs one command to its end.
   *
   * @return the exit code of the process (cli.md 1)
   */
  public static int run(CliContext context, String... arguments) {
    ExitCode code = ExitCode.BROKEN;
    try {
      code = start(context, Choice.of(List.of(arguments)));
    } finally {
      context.out().flush();
      context.err().flush();
    }
    return code.number();
  }

  private static ExitCode start(CliContext context, Choice choice) {
    return switch (choice) {
      case Choice.Chosen(Verb verb, List<String> arguments) -> run(context, verb, arguments);
      case Choice.Group(String words, boolean help) -> {
        (help || words.isEmpty() ? context.out() : context.err()).print(VerbList.of(words));
        yield help || words.isEmpty() ? ExitCode.SUCCESS : ExitCode.FAILURE;
      }
      case Choice.Unknown(String group, String word) -> {
        context.err().print(VerbList.unknown(group, word));
        yield ExitCode.FAILURE;
      }
    };
  }

  private static ExitCode run(CliContext context, Verb verb, List<String> arguments) {
    try {
      return Call.run(context, command(verb), arguments);
    } catch (CliException e) {
      context.err().print("error: " + e.getMessage() + "\n" + hint(e.hint(), verb));
    } catch (StatusException e) {
      context.err().print(Refusal.text(e.status()) + "\n");
    } catch (UncheckedIOException e) {
      context.err().print(Refusal.text(Objects.requireNonNull(e.getCause())) + "\n");
    } catch (IOException e) {
      context.err().print(Refusal.text(e) + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.err().print("error: interrupted\n");
    }
    return ExitCode.FAILURE;
  }

  private static String hint(CliException.Hint hint, Verb verb) {
    return switch (hint) {
      case NONE -> "";
      case EXAMPLES -> "See 'weir " + verb.path() + " -h' for help and examples\n";
      case FLAGS -> "See 'weir " + verb.path() + " --help' for usage.\n";
    };
  }

  private static Command command(Verb verb) {
    return switch (verb) {
      case GET -> new Get();
      case DESCRIBE -> new Describe();
      case TAG -> new Tag();
      case IMPORT_IMAGE -> new ImportImage();
      case CREATE -> new Create();
      case CREATE_NAMESPACE -> new CreateNamespace();
      case CREATE_STREAM -> new CreateStream();
      case CREATE_STREAM_TAG -> new CreateStreamTag();
      case CREATE_DEPLOYMENT -> new CreateDeployment();
      case CREATE_LOGIN_SECRET -> new CreateLoginSecret();
      case CREATE_SECRET -> new CreateSecret();
      case SET_TRIGGERS -> new SetTriggers();
      case IMAGE_APPEND -> new Append();
      case API_RESOURCES -> new ApiResources();
      case APPLY -> new Apply();
      case REPLACE -> new Replace();
      case PATCH -> new Patch();
      case LABEL -> Mark.label();
      case ANNOTATE -> Mark.annotate();
      case DELETE -> new Delete();
      case NEW_PROJECT -> new NewProject();
      case PROJECT -> new Project();
      case PROJECTS -> new Projects();
      case WHOAMI -> new Whoami();
      case VERSION -> new Version();
    };
  }
}
