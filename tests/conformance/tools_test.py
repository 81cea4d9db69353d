"""The tools that prove chatterd must themselves be right: what is written is read back, and what differs is found."""
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
import recording
from matching import Matcher, Mismatch
from record import scenarios
from show import answer, request

CALL = {'kind': 'call', 'as': 'demo', 'model': 'mail.channel', 'method': 'read', 'args': [[{'$id': ['mail.channel', 5]}]], 'kwargs': {}}


def compare(recorded, live, model='mail.channel'):
    matcher = Matcher(recording.DATABASE, 'live')
    matcher.compare(recorded, live, model)
    return matcher


class Recordings(unittest.TestCase):
    def test_every_kept_conversation_reads_and_writes_alike(self):
        files = sorted(HERE.glob('conversations/*/*.jsonl'))
        self.assertGreater(len(files), 100)
        with tempfile.TemporaryDirectory() as folder:
            for file in files:
                about, steps = recording.read(file)
                again = pathlib.Path(folder) / file.name
                recording.write(again, about, steps)
                self.assertEqual(file.read_text(), again.read_text(), file)
                self.assertTrue(steps and about, file)

    def test_each_has_its_scenario_beside_it(self):
        for topic in {file.parent.name for file in HERE.glob('conversations/*/scenarios.py')}:
            recorded = {file.stem for file in HERE.glob('conversations/%s/*.jsonl' % topic)}
            self.assertEqual(recorded, set(scenarios(topic)), topic)

    def test_every_kind_of_step_comes_back(self):
        steps = [dict(CALL, answer={}), dict(CALL, answer={'result': None}, loose=True),
                 {'kind': 'json', 'as': 'public', 'path': '/mail/x', 'params': {'a': []}, 'answer': {'http': 404}},
                 {'kind': 'xml', 'as': 'bob', 'service': 'object', 'method': 'execute_kw', 'prefix': '/xmlrpc',
                  'args': [None, None, None, 'a.b', 'c', [{'$bin': 'QQ=='}], {}], 'answer': {'fault': {'code': 2, 'last_line': 'no'}}},
                 {'kind': 'xml', 'as': 'bob', 'service': 'common', 'method': 'version', 'prefix': '/xmlrpc/2', 'args': [], 'answer': {'result': {}}},
                 {'kind': 'service', 'as': 'bob', 'service': 'object', 'method': 'execute', 'args': [None, 7], 'answer': {'error': {}}},
                 {'kind': 'http', 'as': 'bob', 'verb': 'POST', 'path': '/a b', 'headers': {}, 'body': '', 'answer': {'http': 200, 'type': 'x'}},
                 {'kind': 'http', 'as': 'bob', 'verb': 'POST', 'path': '/a', 'headers': {'A': 'b' * 200}, 'json': {}, 'answer': {'http': 200}},
                 {'kind': 'http', 'as': 'bob', 'verb': 'POST', 'path': '/b', 'headers': {'A': 'b' * 200}, 'json': {'x': 1}, 'answer': {'http': 200}},
                 {'kind': 'get', 'as': 'bob', 'path': '/web/{ir.attachment:7}', 'answer': {'http': 200}}]
        with tempfile.TemporaryDirectory() as folder:
            recording.write(pathlib.Path(folder) / 'all.jsonl', 'all kinds', steps)
            text = (pathlib.Path(folder) / 'all.jsonl').read_text()
            self.assertEqual(recording.read(pathlib.Path(folder) / 'all.jsonl'), ('all kinds', steps))
        self.assertEqual(text.count('b' * 200), 1)      # what repeats is named once
        for step in steps:
            self.assertTrue(request(step) and answer(step))


class Comparison(unittest.TestCase):
    def differs(self, recorded, live, model='mail.channel'):
        with self.assertRaises(Mismatch):
            compare(recorded, live, model)

    def test_an_answer_without_result_is_not_null(self):
        compare({}, {})
        compare({'result': None}, {'result': None})
        self.differs({}, {'result': None})
        self.differs({'result': None}, {})

    def test_types_are_told_apart(self):
        for a, b in ((False, None), (0, False), (1, True), ('', False), ([], {}), ('1', 1)):
            self.differs({'result': {'name': a}}, {'result': {'name': b}})
            self.differs({'result': {'name': b}}, {'result': {'name': a}})

    def test_ids_may_differ_but_one_to_one(self):
        compare({'result': [1, 2, 1]}, {'result': [7, 8, 7]})
        self.differs({'result': [1, 2, 1]}, {'result': [7, 8, 8]})
        self.differs({'result': [1, 2]}, {'result': [7, 7]})
        self.differs({'result': [{'id': 1, 'sequence': 3}]}, {'result': [{'id': 1, 'sequence': 4}]})

    def test_texts_are_equal_but_for_ids_dates_and_tokens(self):
        compare({'result': {'body': 'at 2020-01-01 10:00:00 <a data-oe-id="7">'}}, {'result': {'body': 'at 2021-02-03 11:00:00 <a data-oe-id="8">'}})
        self.differs({'result': {'body': 'seven'}}, {'result': {'body': 'Seven'}})

    def test_large_pictures_are_told_by_their_type(self):
        compare({'result': {'image_128': {'$picture': 'image/png'}}}, {'result': {'image_128': 'iVBORw0KGgoAAAA'}})
        self.differs({'result': {'image_128': {'$picture': 'image/png'}}}, {'result': {'image_128': '/9j/4AAQSkZJRg'}})
        self.differs({'result': {'image_128': {'$picture': 'image/png'}}}, {'result': {'image_128': False}})

    def test_lists_keep_their_order_unless_none_is_promised(self):
        self.differs({'result': ['a', 'b']}, {'result': ['b', 'a']})
        compare({'result': {'members': [{'name': 'a'}, {'name': 'b'}]}}, {'result': {'members': [{'name': 'b'}, {'name': 'a'}]}})
        self.differs({'result': {'members': [{'name': 'a'}, {'name': 'a'}]}}, {'result': {'members': [{'name': 'b'}, {'name': 'a'}]}})

    def test_keys_are_all_there_and_in_order(self):
        self.differs({'result': {'a': 1}}, {'result': {'a': 1, 'b': 2}})
        self.differs({'result': {'a': 1, 'b': 2}}, {'result': {'a': 1}})
        self.assertEqual(compare({'result': {'a': 1, 'b': 2}}, {'result': {'b': 2, 'a': 1}}).reordered, [('answer.result', ['a', 'b'], ['b', 'a'])])
        self.assertEqual(compare({'result': {'a': 1, 'b': 2}}, {'result': {'a': 1, 'b': 2}}).reordered, [])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
