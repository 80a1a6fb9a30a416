"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import * as notes from "../../lib/notes.ts";
import { session } from "../../lib/session.ts";

/**
 * Adds a note for the user whose form it was.
 *
 * Next refuses an action that a page of another origin sends, which is what makes the cookie enough here. But somebody else
 * may have logged in in another tab since the form was rendered: then it is not obeyed, and the page says whose it is now.
 *
 * @param subject whom the form was rendered for.
 */
export async function addNote(subject: string, fields: FormData): Promise<void> {
  const found = await session();
  if (found?.subject !== subject) redirect("/notes");
  const text = String(fields.get("text")).trim().slice(0, 200);
  if (text !== "") notes.addNote(subject, text);
  revalidatePath("/notes");
}
