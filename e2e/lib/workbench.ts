import { expect, type Page } from "@playwright/test";

/** The workbench as a person sees it. */
export class Workbench {
  readonly page: Page;
  /** Console errors and failed page scripts: none is ever expected. */
  readonly problems: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(message.text());
    });
    page.on("pageerror", (error) => this.problems.push(error.message));
  }

  get composer() {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  get transcript() {
    return this.page.getByRole("log", { name: "Transcript" });
  }

  async home(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.page.getByRole("heading", { name: "What shall we build?" })).toBeVisible();
  }

  /** Sends a message; resolves when the server has taken it. */
  async say(text: string): Promise<void> {
    const taken = this.page.waitForResponse((response) => response.url().endsWith("/api/invoke_agent"));
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await taken;
  }

  get stop() {
    return this.page.getByRole("button", { name: /^Stop/ });
  }

  /** The run is over on the server, and the page shows it. */
  async runEnded(timeout = 90_000): Promise<void> {
    await this.page.waitForURL(/\/c\//);
    const { project, conversation } = this.ids();
    const path = `/api/projects/${project}/conversations/${conversation}/executions`;
    const active = async () => {
      const response = await this.page.request.get(new URL(path, this.page.url()).href);
      return ((await response.json()) as { active: unknown }).active;
    };
    await expect.poll(active, { timeout }).toBeNull();
    await expect(this.stop).toHaveCount(0);
  }

  /** Ids of the project and conversation in the address. */
  ids(): { project: string; conversation: string } {
    const match = /\/projects\/([0-9a-f-]+)\/c\/([0-9a-f-]+)/.exec(this.page.url());
    if (!match?.[1] || !match[2]) throw new Error(`no conversation in ${this.page.url()}`);
    return { project: match[1], conversation: match[2] };
  }
}
