package dev.weir.cli.follow;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.output.Spans;
import dev.weir.failure.FileProblem;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import tools.jackson.databind.node.ObjectNode;

/** Runs the command as its {@link Course} goes; one thread decides, others bring news. */
final class FollowLoop {
  private static final Duration ANY_TIME = Duration.ofDays(1);

  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final long start = System.nanoTime();

  private final Call call;
  private final Followed followed;
  private final FollowFlags flags;
  private final Program program;
  private final StateFile state;
  private final DoubleSupplier chance;
  private final Diary diary;

  private Memory memory;
  private Course course;
  private ObjectNode object = Json.object();
  private Optional<RunningCommand> running = Optional.empty();
  private Optional<RuntimeException> over = Optional.empty();
  private String waits = "";
  private boolean endedWell;
  private int failedRuns;
  private int lastExit;

  FollowLoop(
      Call call,
      Followed followed,
      FollowFlags flags,
      Program program,
      StateFile state,
      DoubleSupplier chance) {
    this.call = call;
    this.followed = followed;
    this.flags = flags;
    this.program = program;
    this.state = state;
    this.chance = chance;
    this.diary = new Diary(call);
    this.memory = state.read(followed);
    this.course = Course.begin(memory.done(), flags.again() || memory.begun().isPresent());
  }

  /** Where news are brought. */
  Consumer<News> news() {
    return news::add;
  }

  /**
   * Until it is interrupted, the server will not answer any more, or one run is enough.
   *
   * @throws InterruptedException when the command was ended because the thread was interrupted
   * @throws StatusException if the server refused
   */
  ExitCode run() throws InterruptedException {
    try {
      endLeftover();
      while (true) {
        Optional<ExitCode> end = step();
        if (end.isPresent()) {
          return end.get();
        }
      }
    } catch (InterruptedException e) {
      running.ifPresent(
          command -> {
            diary.line("stopping: " + program.name() + " is told to end");
            command.end();
          });
      diary.line("stopped");
      throw e;
    }
  }

  /** A run of an earlier follow that was killed: nobody will know how it ends. */
  private void endLeftover() {
    memory
        .begun()
        .flatMap(Memory.Begun::alive)
        .ifPresent(
            process -> {
              diary.line(
                  "a run that was begun before still goes on as process "
                      + process.pid()
                      + ": it is told to end, and "
                      + program.name()
                      + " runs anew");
              ProcessTree.end(process, flags.grace());
            });
  }

  private Optional<ExitCode> step() throws InterruptedException {
    if (running.isEmpty()) {
      if (over.isPresent()) {
        throw over.get();
      }
      if (flags.once() && (endedWell || failedRuns > flags.retries())) {
        return Optional.of(new ExitCode(lastExit));
      }
    }
    Instant now = now();
    switch (course.next(now, flags.retries())) {
      case Course.Step.Run(Images images) -> begin(images);
      case Course.Step.RestUntil(Instant time) -> take(Duration.between(now, time));
      case Course.Step.Rest _, Course.Step.GivenUp _ -> take(ANY_TIME);
    }
    return Optional.empty();
  }

  /** By a clock that nobody sets. */
  private Instant now() {
    return Instant.EPOCH.plusNanos(System.nanoTime() - start);
  }

  /** Waits for news, and takes all that there is. */
  private void take(Duration longest) throws InterruptedException {
    News one = news.poll(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS);
    while (one != null) {
      take(one);
      one = news.poll();
    }
  }

  private void take(News one) {
    switch (one) {
      case News.Seen(ObjectNode seen) -> seen(seen);
      case News.Gone _ -> gone();
      case News.Ended(RunningCommand.Outcome outcome) -> ended(outcome);
      case News.Broken(String why, Duration pause) ->
          diary.line("the server is not heard (" + why + "); trying again in " + span(pause));
      case News.Mended _ -> diary.line("the server is heard again");
      case News.Over(RuntimeException why) -> over(FollowWords.of(why));
    }
  }

  private void seen(ObjectNode seen) {
    boolean first = course.wanted().isEmpty();
    Optional<Images> images = followed.images(seen);
    object = seen;
    boolean same = images.equals(course.wanted());
    course = course.saw(images);
    String waiting = images.isEmpty() ? FollowWords.waiting(followed, seen) : "";
    if (!waiting.isEmpty() && !waiting.equals(waits)) {
      diary.line(waiting);
    }
    waits = waiting;
    if (same || images.isEmpty()) {
      return;
    }
    String cause =
        CauseNote.of(seen, images.get().first())
            .map(note -> " (" + note.inWords() + ")")
            .orElse("");
    diary.line(followed.object().shown() + " has " + images.get().inWords() + cause);
    if (first && course.isDone()) {
      diary.line(program.name() + " ran for that before; waiting for another image");
    }
  }

  private void gone() {
    course = course.saw(Optional.empty());
    if (flags.waits()) {
      diary.line(followed.inWords() + " is not there; waiting for it");
    } else if (over.isEmpty()) {
      over(CliException.error(followed.inWords() + " was deleted; with --wait it is waited for"));
    }
  }

  /** Nothing new is begun; a run is left to its end. */
  private void over(RuntimeException why) {
    over = Optional.of(why);
    if (running.isPresent()) {
      diary.line("nothing more is heard; this ends when " + program.name() + " has ended");
    }
  }

  private void begin(Images images) throws InterruptedException {
    course = course.began();
    remember(memory.afterBegin(Memory.Begun.UNSTARTED));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Optional<Path> file = program.find(call.context());
    if (file.isEmpty()) {
      failed(new RunningCommand.Outcome(program.why(call.context()), false, Duration.ZERO));
      return;
    }
    try {
      diary.line("running " + program.name());
      RunningCommand command =
          RunningCommand.start(
              call.context(),
              file.get(),
              program.arguments(),
              RunVariables.of(
                  call.context().environment(), followed, object, images, course.done()),
              flags.input().of(object),
              flags.grace());
      running = Optional.of(command);
      remember(memory.afterBegin(Memory.Begun.of(command.handle())));
      command.awaitEnd(flags.timeout(), outcome -> news.add(new News.Ended(outcome)));
    } catch (IOException e) {
      diary.line(program.name() + " cannot be run: " + FileProblem.words(e));
      failed(new RunningCommand.Outcome(Program.NOT_RUNNABLE, false, Duration.ZERO));
    }
  }

  private void ended(RunningCommand.Outcome outcome) {
    running = Optional.empty();
    if (outcome.exit() != 0) {
      failed(outcome);
      return;
    }
    lastExit = 0;
    endedWell = true;
    Images done = course.running().orElseThrow();
    course = course.endedWell();
    diary.line(program.name() + " ended well after " + span(outcome.took()));
    remember(memory.afterEnd(done));
  }

  private void failed(RunningCommand.Outcome outcome) {
    lastExit = outcome.exit();
    failedRuns++;
    Duration pause = Backoff.OF_RUNS.after(course.failures() + 1, chance.getAsDouble());
    course = course.failed(now().plus(pause));
    String next =
        switch (course.next(now(), flags.retries())) {
          case Course.Step.RestUntil _ -> "trying again in " + span(pause);
          case Course.Step.Run _ -> "there is a newer image";
          case Course.Step.GivenUp _ when flags.once() -> "ending";
          case Course.Step.GivenUp _ -> "waiting for another image";
          case Course.Step.Rest _ -> "waiting for an image";
        };
    diary.line(program.name() + " " + FollowWords.failure(outcome, flags.timeout()) + "; " + next);
  }

  private static String span(Duration time) {
    return Spans.exact(time);
  }

  /** What cannot be kept is done once more after a restart; that is no reason to stop. */
  private void remember(Memory now) {
    memory = now;
    try {
      state.write(now);
    } catch (IOException e) {
      diary.line(
          "what was done cannot be kept in "
              + state.path()
              + " ("
              + FileProblem.named(e)
              + "); after a restart "
              + program.name()
              + " runs once more");
    }
  }
}
