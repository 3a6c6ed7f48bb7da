import { Questions } from "../../_components/questions/questions.tsx";
import { signedIn } from "../_data/session.ts";

export const metadata = { title: "Questions" };

export default async function QuestionsPage() {
  const { web, person } = await signedIn();
  const [unanswered, kept] = await Promise.all([web.conversations.unanswered(person), web.testQuestions.list(person)]);
  return <Questions unanswered={unanswered} initiallyKept={kept} />;
}
